/** The studio over HTTP: workers, operators, keys, events. */
@NullMarked
package dev.atelier.studio.http.internal;

import org.jspecify.annotations.NullMarked;
