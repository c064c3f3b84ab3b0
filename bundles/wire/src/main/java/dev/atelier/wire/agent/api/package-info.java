/** What a worker and the server of agent tasks say to each other: JSON-RPC, tolerant to read and exact to write. */
@Export
@Version("1.1.0")
@NullMarked
package dev.atelier.wire.agent.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
