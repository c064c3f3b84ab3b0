@NullMarked
package dev.atelier.lib.onnxruntime.cuda;

import org.jspecify.annotations.NullMarked;
