@NullMarked
package dev.atelier.engine.llama;

import org.jspecify.annotations.NullMarked;
