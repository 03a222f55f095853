from . import aftersales_guarded

# The ledger
from . import aftersales_kind
from . import aftersales_pseudonym
from . import aftersales_worktime
from . import aftersales_observation
from . import aftersales_observation_history
from . import aftersales_exclusion

# What the ledger is fed from
from . import helpdesk_ticket_stage
from . import helpdesk_ticket
from . import rating_rating
from . import res_users
from . import resource_calendar
from . import resource_calendar_leaves
from . import res_company
from . import res_config_settings

# What people record about tickets: steps, costs, parts, checks
from . import aftersales_ticket_record
from . import aftersales_checklist
from . import aftersales_checklist_step
from . import aftersales_ticket_step
from . import aftersales_standard_cost
from . import aftersales_service_cost
from . import aftersales_service_cost_line
from . import aftersales_parts_wait
from . import aftersales_reopening
from . import helpdesk_ticket_records
from . import aftersales_observation_records

# What it is scored by
from . import aftersales_indicator
from . import aftersales_scheme
from . import aftersales_scheme_workflow
from . import aftersales_scheme_criterion
from . import aftersales_criterion_band
from . import aftersales_scheme_perspective
from . import aftersales_target
from . import aftersales_cycle
from . import aftersales_cycle_workflow
from . import aftersales_cycle_subjects
from . import aftersales_cycle_values
from . import aftersales_cycle_score
from . import aftersales_cycle_exception
from . import aftersales_scorecard
from . import aftersales_scorecard_line
from . import aftersales_measurement

# Who approves results
from . import aftersales_scheme_approval
from . import aftersales_scheme_levels
from . import aftersales_substitution
from . import res_users_substitution

# Grades that people give
from . import aftersales_scheme_rater
from . import aftersales_scheme_grading
from . import aftersales_assessment
from . import aftersales_assessment_workflow
from . import aftersales_grading
from . import aftersales_remark
from . import aftersales_cycle_grading
from . import aftersales_cycle_raters
from . import aftersales_cycle_combination
from . import aftersales_cycle_exception_grading
from . import aftersales_rater_statistic
from . import ir_actions_report
from . import ir_http

# Solved tickets that somebody else checks
from . import aftersales_quality_checklist
from . import aftersales_quality_item
from . import aftersales_quality_draw
from . import aftersales_quality_check
from . import aftersales_quality_check_workflow
from . import aftersales_quality_check_line

# Records that should not count
from . import aftersales_suggestion
from . import aftersales_cycle_suggestion
from . import aftersales_cycle_exception_suggestion
from . import aftersales_cycle_rescore
from . import aftersales_exclusion_rescore
from . import aftersales_exclusion_notice

# What has to be mended or accepted before approval
from . import aftersales_cycle_acknowledgement
from . import aftersales_cycle_exception_outlier
from . import aftersales_cycle_exception_coverage
from . import aftersales_cycle_readiness
from . import aftersales_cycle_known

# What the person scored sees of it
from . import aftersales_observation_portal
from . import aftersales_exclusion_portal
from . import aftersales_scorecard_portal
from . import aftersales_scorecard_line_portal
from . import aftersales_cycle_median
from . import aftersales_cycle_live

# Corrections, and the proof that nothing else changed
from . import aftersales_scorecard_evidence
from . import aftersales_scorecard_revision
from . import aftersales_scorecard_roles
from . import aftersales_seal
from . import aftersales_scorecard_seal
from . import aftersales_cycle_changes
from . import aftersales_observation_correction

# Appeals
from . import aftersales_scheme_appeal
from . import aftersales_appeal
from . import aftersales_appeal_workflow
from . import aftersales_appeal_item
from . import aftersales_appeal_decision
from . import aftersales_appeal_instance
from . import aftersales_appeal_graders
from . import aftersales_appeal_remedy
from . import aftersales_appeal_notice
from . import aftersales_scorecard_appeal
from . import aftersales_scorecard_paper
from . import aftersales_scorecard_window

# What an evaluation leads to
from . import aftersales_incentive
from . import aftersales_outcome_rule
from . import aftersales_outcome
from . import aftersales_outcome_workflow
from . import aftersales_cycle_outcome
from . import aftersales_scorecard_outcome

# Quarters and years, from their months
from . import aftersales_scheme_rollup
from . import aftersales_cycle_rollup
from . import aftersales_scorecard_rollup
from . import aftersales_cycle_exception_rollup

# Schemes that are tried before they count
from . import aftersales_scheme_swot
from . import aftersales_scheme_life
from . import aftersales_scheme_reading
from . import aftersales_cycle_validity
from . import aftersales_cycle_trial

# Rounds of approval, publication and closing
from . import aftersales_cycle_approval
from . import aftersales_cycle_approval_absence
from . import aftersales_cycle_approval_workflow
from . import aftersales_approval_decision
from . import aftersales_scorecard_approval
from . import aftersales_scorecard_summary
from . import aftersales_scorecard_notice
from . import aftersales_cycle_levels
from . import aftersales_cycle_summary
from . import aftersales_cycle_closing
from . import aftersales_cycle_exception_approval
from . import aftersales_cycle_exception_notice

# Teams, and balanced scorecards
from . import aftersales_cycle_team
from . import aftersales_scheme_balanced
from . import aftersales_scorecard_perspective

# Several posts, and teams
from . import aftersales_scheme_share
from . import aftersales_cycle_share
from . import aftersales_combined_score
from . import aftersales_scorecard_team

# Goals
from . import aftersales_indicator_figures
from . import aftersales_goal
from . import aftersales_goal_milestone
from . import aftersales_goal_achievement
from . import aftersales_goal_workflow
from . import aftersales_goal_draft
from . import aftersales_goal_change
from . import aftersales_goal_checkin
from . import aftersales_goal_evaluation
from . import aftersales_goal_coaching

# The talk about a result, and what gets better by it
from . import aftersales_workflow
from . import aftersales_scorecard_line_history
from . import aftersales_interview
from . import aftersales_interview_workflow
from . import aftersales_interview_topic
from . import aftersales_interview_meeting
from . import aftersales_interview_notice
from . import aftersales_scorecard_interview
from . import aftersales_cycle_interview
from . import aftersales_improvement_plan
from . import aftersales_improvement_action
from . import aftersales_improvement_notice
from . import aftersales_improvement_effect
from . import aftersales_training_rule
from . import aftersales_training_proposal

# Words to a person while the period runs
from . import aftersales_feedback
from . import aftersales_cycle_alert

# From post to post
from . import aftersales_career_step
from . import aftersales_career_requirement

# Small samples decide nothing; after closing, whose ranks it shares out
from . import aftersales_scheme_fairness
from . import aftersales_indicator_interval
from . import aftersales_cycle_fairness
from . import aftersales_cycle_live_fairness
from . import aftersales_scorecard_fairness

# Demo data
from . import aftersales_demo
from . import aftersales_demo_records
from . import aftersales_demo_grading
from . import aftersales_demo_interview
from . import aftersales_demo_life
from . import aftersales_demo_approval
from . import aftersales_demo_methods
