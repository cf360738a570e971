"""Long work: asked for on a page or by a program, carried out by the worker, its result kept (任务中心)."""
