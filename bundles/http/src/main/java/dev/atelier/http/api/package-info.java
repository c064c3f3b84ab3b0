/** Routes that rooms contribute, and the listeners they are bound to. */
@Export
@Version("1.1.0")
@NullMarked
package dev.atelier.http.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
