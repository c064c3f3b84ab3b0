/** What the program consists of: features in the OSGi feature format, and the repository their bundles lie in. */
@NullMarked
package dev.atelier.launcher.feature;

import org.jspecify.annotations.NullMarked;
