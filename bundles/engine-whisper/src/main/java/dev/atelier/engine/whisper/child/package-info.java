/** What runs in the child process: the only classes here that know the native library. They know nothing else. */
@NullMarked
package dev.atelier.engine.whisper.child;

import org.jspecify.annotations.NullMarked;
