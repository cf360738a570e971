"""Figures: numbers about the desk's work that open the records behind them (指标)."""
