package dev.atelier.launcher.cli.tree;

/** What a command takes besides its name. */
public sealed interface Part permits Operand, Option {}
