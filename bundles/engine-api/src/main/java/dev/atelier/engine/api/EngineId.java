package dev.atelier.engine.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Names the engine a component is, as service property {@code engine.id} and as a capability of its bundle, so that
 * the engine manager knows what a bundle brings before it starts it.
 */
@ComponentPropertyType
@Capability(namespace = EngineId.NAMESPACE, name = "${#id}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface EngineId {
    String NAMESPACE = "dev.atelier.engine";
    String PREFIX_ = "engine.";

    /** The id, as {@link EngineDescriptor#id()} says it. */
    String id();
}
