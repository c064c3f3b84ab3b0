/** What goes into the two bundles the peer is measured with: JDK and framework types only. */
@NullMarked
package dev.atelier.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
