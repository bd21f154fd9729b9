"""Where questions are answered; nothing above this package knows which engine it has."""
