/** A worker's identity at its studio, and the way to it. */
@Export
@Version("1.1.0")
@NullMarked
package dev.atelier.registration.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
