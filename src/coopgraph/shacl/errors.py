"""What keeps shapes from being run."""


class IllFormedShapes(Exception):
    """The shapes graph breaks the syntax rules of SHACL, so that there is nothing to run."""


class Untranslatable(Exception):
    """A shape that no set query says; it is left to pySHACL, for the reason given here."""


class NotInline(Exception):
    """A shape that is no condition within a query; which nodes fail it is found beforehand."""
