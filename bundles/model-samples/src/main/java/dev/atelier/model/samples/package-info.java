/** Models that are small enough to be written by a test and still are what real libraries load. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.model.samples;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
