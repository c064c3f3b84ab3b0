/** Runtimes elsewhere, asked over HTTP and observed over WebSockets. */
@NullMarked
package dev.atelier.fleet.internal.remote;

import org.jspecify.annotations.NullMarked;
