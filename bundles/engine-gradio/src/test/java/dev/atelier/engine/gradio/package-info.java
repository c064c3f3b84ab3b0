@NullMarked
package dev.atelier.engine.gradio;

import org.jspecify.annotations.NullMarked;
