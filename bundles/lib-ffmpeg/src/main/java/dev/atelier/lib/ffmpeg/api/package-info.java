/** The program ffmpeg: the configured one, the installed one, or the one that is shipped. */
@Export
@Version("2.0.0")
@NullMarked
package dev.atelier.lib.ffmpeg.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
