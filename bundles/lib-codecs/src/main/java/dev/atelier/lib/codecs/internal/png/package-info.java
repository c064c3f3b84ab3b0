@NullMarked
package dev.atelier.lib.codecs.internal.png;

import org.jspecify.annotations.NullMarked;
