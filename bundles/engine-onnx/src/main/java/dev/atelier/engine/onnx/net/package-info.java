/** Networks: opened, asked, and stopped in the middle when the job is. */
@NullMarked
package dev.atelier.engine.onnx.net;

import org.jspecify.annotations.NullMarked;
