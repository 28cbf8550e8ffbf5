//! What a screen reader is told about a line of a list: that it is selected, where egui would say pressed.

use egui::{Response, Role, WidgetInfo};

pub fn tell(response: &Response, enabled: bool, is_selected: bool, name: &str) {
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, enabled, is_selected, name));
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_selected(is_selected);
        node.clear_toggled();
    });
}
