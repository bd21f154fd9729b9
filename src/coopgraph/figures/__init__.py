"""Where the lines of a picture lie: maps, strips of time, circles of partners, bars."""
