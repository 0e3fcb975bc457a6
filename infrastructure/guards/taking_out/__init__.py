"""How each guard is taken out, by what it guards: patched away at run time, the code itself untouched."""
