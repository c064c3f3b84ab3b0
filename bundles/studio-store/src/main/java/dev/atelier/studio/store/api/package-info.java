/** What a studio keeps: jobs, workers, models, keys and results. */
@Export
@Version("1.1.0")
@NullMarked
package dev.atelier.studio.store.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
