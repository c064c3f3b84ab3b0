/** Who may ask this studio for what, and the inputs of jobs; for those who serve further routes. */
@Export
@Version("1.2.0")
@NullMarked
package dev.atelier.studio.http.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
