/** Unpacking the native library for this machine, and loading it once. */
@NullMarked
package dev.atelier.lib.onnxruntime.internal;

import org.jspecify.annotations.NullMarked;
