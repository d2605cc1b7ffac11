"""演示学院: a plainly invented college, so that every page shows something."""
