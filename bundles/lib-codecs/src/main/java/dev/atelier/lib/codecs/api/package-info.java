/** Picture formats: PNG and lossless WebP to write, the usual ones to read. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.lib.codecs.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
