/** Containers of Docker or Podman, asked over the engine's Unix-domain socket. */
@Export
@Version("2.0.0")
@NullMarked
package dev.atelier.containers.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
