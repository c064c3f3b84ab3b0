/** Which engines there are, leases on them, and operations that change them. */
@Export
@Version("1.1.0")
@NullMarked
package dev.atelier.engine.manager.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
