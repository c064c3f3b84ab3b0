/** What other rooms may say and hear on the link to the studio. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.session.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
