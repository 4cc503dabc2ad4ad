"""How a desk comes to life: its folder, its keys, its web server, its worker, its examination."""
