// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Settlement} from "../../src/Settlement.sol";
import {Terms} from "../../src/SettlementTerms.sol";
import {VenueTest} from "../base/VenueTest.sol";

contract SettlementDeployTest is VenueTest {
    function test_TheTermsStandForEver() public view {
        Terms memory terms = _terms();
        vm.assertEq(settlement.operator(), terms.operator, "operator");
        vm.assertEq(address(settlement.vault()), terms.vault, "vault");
        vm.assertEq(settlement.genesisHash(), terms.genesisHash, "genesis hash");
        vm.assertEq(settlement.genesisRoot(), terms.genesisRoot, "genesis root");
        vm.assertEq(settlement.rulesHash(), terms.rulesHash, "rules");
        vm.assertEq(settlement.minimumBond(), terms.minimumBond, "bond");
        vm.assertEq(settlement.finalityWindow(), terms.finalityWindow, "window");
        vm.assertEq(settlement.forcedDeadline(), terms.forcedDeadline, "deadline");
        vm.assertEq(settlement.silence(), terms.silence, "silence");
        vm.assertEq(settlement.claimPhase(), terms.claimPhase, "claim phase");
        vm.assertEq(address(vault.settlement()), address(settlement), "the vault's settlement");
    }

    function test_RefusesToBeDeployedWithoutOperator() public {
        Terms memory terms = _terms();
        terms.operator = address(0);
        vm.expectRevert(Settlement.OperatorMissing.selector);
        new Settlement(terms);
    }

    function test_RefusesAWindowLongerThanTheDeadline() public {
        Terms memory terms = _terms();
        terms.finalityWindow = 61;
        vm.expectRevert(abi.encodeWithSelector(Settlement.WindowPastDeadline.selector, 61, 60));
        new Settlement(terms);
    }

    function test_RefusesASilenceLongerThanTheDeadline() public {
        Terms memory terms = _terms();
        terms.silence = 61;
        vm.expectRevert(abi.encodeWithSelector(Settlement.SilencePastDeadline.selector, 61, 60));
        new Settlement(terms);
    }

    function test_RefusesAVaultThatNamesAnother() public {
        Terms memory terms = _terms();
        bytes4 selector = Settlement.VaultOfOtherSettlement.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, address(settlement)));
        new Settlement(terms);
    }
}
