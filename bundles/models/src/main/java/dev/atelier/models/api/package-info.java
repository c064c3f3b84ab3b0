/** The catalogue of models this worker knows. */
@Export
@Version("1.2.0")
@NullMarked
package dev.atelier.models.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
