/** A runtime's own API apart from the road it comes by: its routes, and the frames that carry them over a link. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.runtime.wire.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
