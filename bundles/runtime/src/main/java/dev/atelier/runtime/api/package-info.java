/** Workers, their runtime, and whoever makes them work. Knows nothing of HTTP, sockets or browsers. */
@Export
@Version("1.2.0")
@NullMarked
package dev.atelier.runtime.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
