@NullMarked
package dev.atelier.engine.sdcpp;

import org.jspecify.annotations.NullMarked;
