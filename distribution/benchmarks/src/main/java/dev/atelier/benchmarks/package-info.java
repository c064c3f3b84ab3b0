/** Measures the built program beside a peer, in one run, and prints a table and JSON. */
@NullMarked
package dev.atelier.benchmarks;

import org.jspecify.annotations.NullMarked;
