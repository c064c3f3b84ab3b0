/** Every setting, its value and where the value came from. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.settings.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
