/** Files from elsewhere, brought here whole or not at all. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.downloads.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
