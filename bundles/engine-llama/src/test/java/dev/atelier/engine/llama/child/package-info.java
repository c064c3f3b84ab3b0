@NullMarked
package dev.atelier.engine.llama.child;

import org.jspecify.annotations.NullMarked;
