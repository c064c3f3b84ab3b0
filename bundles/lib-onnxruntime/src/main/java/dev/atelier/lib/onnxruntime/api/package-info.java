/** ONNX Runtime as a service; its own classes are exported beside this. */
@Export
@Version("1.0.0")
@NullMarked
package dev.atelier.lib.onnxruntime.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
