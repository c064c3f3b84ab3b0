/** The JSON form of the domain, tolerant to read and exact to write. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.wire.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
