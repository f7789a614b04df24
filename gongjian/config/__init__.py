"""The project: settings, root addresses, the menu, packs, and the process that serves it all."""
