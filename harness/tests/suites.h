/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every suite, in the order of the rooms from the ground up: a failure below explains those above.
 */
#ifndef MEMROOF_TESTS_SUITES_H
#define MEMROOF_TESTS_SUITES_H

#include <check.h>

Suite *suite_base(void);
Suite *suite_text(void);
Suite *suite_unified_diff(void);
Suite *suite_model(void);
Suite *suite_values(void);
Suite *suite_machine(void);
Suite *suite_layout(void);
Suite *suite_more_args(void);
Suite *suite_predict(void);
Suite *suite_aborts(void);
Suite *suite_axis(void);
Suite *suite_axis_libvirt(void);
Suite *suite_consistent(void);
Suite *suite_files_qemu_settings(void);
Suite *suite_files_qemu_conf(void);
Suite *suite_files_command_line(void);
Suite *suite_scenario(void);
Suite *suite_scenario_errors(void);
Suite *suite_expect(void);
Suite *suite_verdict(void);
Suite *suite_child(void);
Suite *suite_child_usage(void);
Suite *suite_console(void);
Suite *suite_qmp(void);
Suite *suite_judge(void);
Suite *suite_argv(void);
Suite *suite_guest_argv(void);
Suite *suite_libvirt_xml(void);
Suite *suite_libvirt_xml_read(void);
Suite *suite_guest_report(void);
Suite *suite_guest_nonsense(void);
Suite *suite_guest_fuzz(void);
Suite *suite_guest_check(void);
Suite *suite_plug(void);
Suite *suite_plug_qmp(void);
Suite *suite_guest_watch(void);
Suite *suite_disk(void);
Suite *suite_fake(void);
Suite *suite_fake_guest(void);
Suite *suite_vm(void);
Suite *suite_marks(void);
Suite *suite_message(void);
Suite *suite_libvirt_message(void);
Suite *suite_host(void);
Suite *suite_needs(void);
Suite *suite_fleet(void);
Suite *suite_fleet_tool(void);
Suite *suite_releases(void);
Suite *suite_machine_types(void);
Suite *suite_reference_tool(void);
Suite *suite_guests(void);
Suite *suite_workspace(void);
Suite *suite_search(void);
Suite *suite_statistics(void);
Suite *suite_bootstrap(void);
Suite *suite_mann_whitney(void);
Suite *suite_multiple_tests(void);
Suite *suite_regression(void);
Suite *suite_comparison(void);
Suite *suite_store(void);
Suite *suite_store_file(void);
Suite *suite_store_starts(void);
Suite *suite_report(void);
Suite *suite_report_engines(void);
Suite *suite_cases(void);
Suite *suite_reference(void);
Suite *suite_reference_read(void);
Suite *suite_findings(void);
Suite *suite_samples(void);
Suite *suite_start_time_tables(void);
Suite *suite_plot_start_time(void);
Suite *suite_plot_hostile(void);
Suite *suite_documents(void);
Suite *suite_limit_findings(void);
Suite *suite_html(void);
Suite *suite_html_hostile(void);
Suite *suite_html_moved(void);
Suite *suite_html_browser(void);
Suite *suite_cli_report(void);
Suite *suite_run(void);
Suite *suite_confirm(void);
Suite *suite_runner(void);
Suite *suite_start_order(void);
Suite *suite_start_time(void);
Suite *suite_cli(void);
Suite *suite_cli_input(void);
Suite *suite_cli_run(void);
Suite *suite_cli_resume(void);
Suite *suite_cli_verdicts(void);
Suite *suite_diff(void);
Suite *suite_diff_cases(void);
Suite *suite_bench(void);
Suite *suite_instrument(void);
Suite *suite_untrusted(void);
Suite *suite_boot_untrusted(void);
Suite *suite_qemu(void);
Suite *suite_start_qemu(void);
Suite *suite_diff_qemu(void);
Suite *suite_boot(void);
Suite *suite_linux(void);
Suite *suite_address_map(void);
Suite *suite_explain(void);
Suite *suite_advise_snippets(void);
Suite *suite_advise(void);
Suite *suite_snippet(void);
Suite *suite_verify(void);
Suite *suite_remedy(void);
Suite *suite_check(void);
Suite *suite_check_corpus(void);
Suite *suite_files_domain(void);
Suite *suite_files_domain_change(void);
Suite *suite_files_yaml(void);
Suite *suite_files_incus_conf(void);
Suite *suite_files_incus(void);
Suite *suite_files_incus_qemu(void);
Suite *suite_files_domain_libvirt(void);
Suite *suite_libvirt(void);
Suite *suite_libvirt_killed(void);
Suite *suite_libvirtd(void);
Suite *suite_docs(void);
Suite *suite_manual(void);
Suite *suite_markup(void);
Suite *suite_markers(void);
Suite *suite_qemu_findings(void);
Suite *suite_pages(void);
Suite *suite_paper_rule(void);
Suite *suite_atlas(void);
Suite *suite_ci(void);

static Suite *(*const SUITES[])(void) = {
	suite_base,
	suite_text,
	suite_unified_diff,
	suite_model,
	suite_values,
	suite_machine,
	suite_layout,
	suite_more_args,
	suite_predict,
	suite_aborts,
	suite_axis,
	suite_axis_libvirt,
	suite_consistent,
	suite_scenario,
	suite_scenario_errors,
	suite_files_qemu_settings,
	suite_files_qemu_conf,
	suite_files_command_line,
	suite_expect,
	suite_verdict,
	suite_child,
	suite_child_usage,
	suite_console,
	suite_qmp,
	suite_judge,
	suite_argv,
	suite_guest_argv,
	suite_libvirt_xml,
	suite_libvirt_xml_read,
	suite_guest_report,
	suite_guest_nonsense,
	suite_guest_fuzz,
	suite_guest_check,
	suite_plug,
	suite_plug_qmp,
	suite_guest_watch,
	suite_disk,
	suite_fake,
	suite_fake_guest,
	suite_vm,
	suite_marks,
	suite_message,
	suite_libvirt_message,
	suite_host,
	suite_needs,
	suite_fleet,
	suite_fleet_tool,
	suite_releases,
	suite_machine_types,
	suite_reference_tool,
	suite_guests,
	suite_workspace,
	suite_search,
	suite_statistics,
	suite_bootstrap,
	suite_mann_whitney,
	suite_multiple_tests,
	suite_regression,
	suite_comparison,
	suite_store,
	suite_store_file,
	suite_store_starts,
	suite_report,
	suite_report_engines,
	suite_cases,
	suite_reference,
	suite_reference_read,
	suite_findings,
	suite_samples,
	suite_start_time_tables,
	suite_plot_start_time,
	suite_plot_hostile,
	suite_documents,
	suite_limit_findings,
	suite_html,
	suite_html_hostile,
	suite_html_moved,
	suite_html_browser,
	suite_cli_report,
	suite_run,
	suite_confirm,
	suite_runner,
	suite_start_order,
	suite_start_time,
	suite_cli,
	suite_cli_input,
	suite_cli_run,
	suite_cli_resume,
	suite_cli_verdicts,
	suite_diff,
	suite_diff_cases,
	suite_bench,
	suite_instrument,
	suite_untrusted,
	suite_boot_untrusted,
	suite_qemu,
	suite_start_qemu,
	suite_diff_qemu,
	suite_boot,
	suite_linux,
	suite_address_map,
	suite_explain,
	suite_advise_snippets,
	suite_advise,
	suite_snippet,
	suite_verify,
	suite_remedy,
	suite_files_domain,
	suite_files_domain_change,
	suite_files_yaml,
	suite_files_incus_conf,
	suite_files_incus,
	suite_files_incus_qemu,
	suite_files_domain_libvirt,
	suite_libvirt,
	suite_libvirt_killed,
	suite_libvirtd,
	suite_check,
	suite_check_corpus,
	suite_docs,
	suite_manual,
	suite_markup,
	suite_markers,
	suite_qemu_findings,
	suite_pages,
	suite_paper_rule,
	suite_atlas,
	suite_ci,
};

#endif
