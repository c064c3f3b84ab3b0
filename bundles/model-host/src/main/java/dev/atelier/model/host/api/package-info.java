/** Models that are kept in memory between requests. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.model.host.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
