"""How each deliberate mistake is made: patched in at run time, the code itself untouched."""
