"""The wall screen: the desk in big figures, for a hall."""
