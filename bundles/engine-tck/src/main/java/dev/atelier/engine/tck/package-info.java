/** The contract every engine keeps, as a test to extend. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.engine.tck;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
