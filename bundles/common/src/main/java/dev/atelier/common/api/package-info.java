/** What every room needs: owned threads, atomic files, secrets, JSON, events, metrics. */
@Export
@Version("1.1.0")
@NullMarked
package dev.atelier.common.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
