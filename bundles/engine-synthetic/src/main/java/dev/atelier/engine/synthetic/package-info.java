@NullMarked
package dev.atelier.engine.synthetic;

import org.jspecify.annotations.NullMarked;
