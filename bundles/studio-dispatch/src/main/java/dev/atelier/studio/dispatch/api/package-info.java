/** Bringing jobs to workers: sessions, placement, claims. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.studio.dispatch.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
