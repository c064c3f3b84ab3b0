/** Picture formats: PNG and lossless WebP to write, the usual ones to read; and pictures in other sizes. */
@Export
@Version("1.1.0")
@NullMarked
package dev.atelier.lib.codecs.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
